# The site as an image. Every step is one of the scripts that also prepare a plain machine.
FROM python:3.13-slim-bookworm

WORKDIR /srv/necess
COPY scripts/system-packages.sh scripts/
RUN scripts/system-packages.sh run && rm -rf /var/lib/apt/lists/*

# Dependencies change less often than code: a layer of their own.
COPY pyproject.toml uv.lock ./
COPY scripts/prepare.sh scripts/
RUN scripts/prepare.sh run && rm -rf /root/.cache .cache

COPY . .
RUN scripts/prepare.sh run \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin necess \
    && install --directory --owner necess --group necess --mode 700 /var/lib/necess

USER 10001:10001
ENV NECESS_VAR=/var/lib/necess BIND=0.0.0.0 PYTHONUNBUFFERED=1
VOLUME /var/lib/necess
EXPOSE 8000
CMD ["scripts/serve.sh", "web"]
