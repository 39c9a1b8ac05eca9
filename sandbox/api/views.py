"""views.*: modals and App Home. https://docs.slack.dev/reference/methods?family=views"""

from typing import Any

from sandbox.api.methods import Args, method, person
from sandbox.limits import Refusal, Surface, check_view
from sandbox.surfaces import JSON, View
from sandbox.workspace import Workspace


def _view(args: Args, *kinds: Surface) -> Any:
    view = args.object("view", "invalid_arguments")
    check_view(view, *kinds)
    return view


def _unused_external_id(workspace: Workspace, body: JSON, own: View | None = None) -> None:
    external_id = body.get("external_id")
    if external_id and workspace.view(external_id=external_id) not in (None, own):
        raise Refusal("duplicate_external_id")


def _same_hash(view: View | None, args: Args) -> None:
    """Who names the version that they are changing is refused if there is a newer one."""
    if view and args.text("hash") and args.text("hash") != view.hash:
        raise Refusal("hash_conflict")


def _show(workspace: Workspace, args: Args, push: bool) -> JSON:
    body = _view(args, "modal")
    _unused_external_id(workspace, body)
    user = workspace.triggers.exchange(args.need("trigger_id"))
    if push and not workspace.stack(user):
        raise Refusal("not_found")
    return {"view": workspace.open_view(user, body, push=push).as_slack()}


@method("views.open", takes_json=True)
def open_view(workspace: Workspace, args: Args) -> JSON:
    return _show(workspace, args, push=False)


@method("views.push", takes_json=True)
def push_view(workspace: Workspace, args: Args) -> JSON:
    return _show(workspace, args, push=True)


@method("views.update", takes_json=True)
def update_view(workspace: Workspace, args: Args) -> JSON:
    view = workspace.view(args.text("view_id"), args.text("external_id"))
    body = _view(args, "modal", "home")
    if view is None:
        raise Refusal("not_found")
    _same_hash(view, args)
    _unused_external_id(workspace, body, view)
    return {"view": workspace.update_view(view, body).as_slack()}


@method("views.publish", takes_json=True)
def publish(workspace: Workspace, args: Args) -> JSON:
    user = person(workspace, args.need("user_id"))
    body = _view(args, "home")
    _same_hash(workspace.homes.get(user.id), args)
    return {"view": workspace.publish_home(user.id, body).as_slack()}
