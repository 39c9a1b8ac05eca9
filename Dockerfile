# One image for both steps of a release: `python app.py migrate` once, then any number of `python app.py serve`.
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN useradd --create-home extramile && chown extramile /app
USER extramile
ENV PYTHONUNBUFFERED=1
EXPOSE 3000
CMD ["python", "app.py", "serve"]
