from __future__ import annotations
import pytest
from desks import *
from desks import behind
from bot import customers, followups, gestures
from storage import customers as rows, followups as fu

@pytest.mark.postgres
def test_record_waits_for_merge(postgres_desk):
    desk=postgres_desk
    a_followup(desk, customer=TICKET)
    a_followup(desk, customer=JANE)
    with desk.database.begin() as tx:
        customers.resolve_person(tx, TICKET, JANE, desk.clock())
        made=behind(desk, lambda: a_followup(desk, customer=TICKET))
    print(made.result().customer)
    assert made.result().customer.label==JANE.value

@pytest.mark.postgres
def test_record_waits_for_forget(postgres_desk):
    desk=postgres_desk
    a_followup(desk, customer=JANE)
    with desk.database.begin() as tx:
        rows.lock(tx, 1)
        made=behind(desk, lambda: a_followup(desk, customer=JANE))
        rows.forget(tx, 1, desk.clock())
    assert made.result().customer.id!=1
    assert made.result().customer.label==JANE.value

@pytest.mark.postgres
def test_forget_waits_for_record(postgres_desk):
    desk=postgres_desk
    a_followup(desk, customer=JANE)
    with desk.database.begin() as tx:
        c=rows.find_or_create(tx, JANE, desk.clock())
        made=behind(desk, lambda: customers.forget(desk, JANE.value))
        fu.add(tx,c,PROSE,ANNA.id,desk.clock(),BERLIN,True,None,'',desk.clock())
    made.result()
    assert followups.get(desk,2).what==''

@pytest.mark.postgres
def test_merge_waits_for_change(postgres_desk):
    desk=postgres_desk
    a_followup(desk, customer=TICKET)
    with desk.database.begin() as tx:
        fu.get(tx,1,lock=True)
        made=behind(desk, lambda: a_gesture(desk, customer=TICKET, person=JANE))
        c=rows.find_or_create(tx, TICKET, desk.clock())
        fu.change(tx,1,customer_id=c.id,what=PROSE)
    made.result()
    assert followups.get(desk,1).customer.label==JANE.value
