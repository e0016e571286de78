# Two stages: the first installs the locked packages, the second holds what runs and no build tools.
FROM python:3.11-slim AS build
WORKDIR /app
RUN python3 -m venv .venv
COPY requirements.lock .
RUN .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE alembic.ini ./
COPY src src
COPY alembic alembic
COPY docs/guides docs/guides
COPY docs/images docs/images
COPY deploy/sbom.py deploy/sbom.py
RUN .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
 && .venv/bin/python -m pip uninstall --quiet --yes setuptools pip \
 && .venv/bin/python deploy/sbom.py .

FROM python:3.11-slim
WORKDIR /app
COPY --from=build /app /app
# The database lies in the one folder that the service's user may write to.
RUN mkdir var && chown 10001:10001 var
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp/matplotlib
USER 10001:10001
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
  CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["snhr-api", "serve", "--host", "0.0.0.0", "--port", "8000"]
