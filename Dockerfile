# The worker, and the command line, as an image. Targets:
#
#   runtime-node    Node and the orchestrator; /app is empty: the base for images of other projects
#   runtime-python  the same, with Python and the packages of `runtime: python`
#   project         with the agents of this project, on --build-arg RUNTIME=node (default) or python
#
# Debian, not Alpine: the Temporal SDK's native part is built for glibc.

ARG NODE_IMAGE=node:20.20.2-bookworm-slim
ARG RUNTIME=node

# Compiles, and bundles the workflow code: a worker that has to do that takes seconds longer to start.
FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY tsconfig.json tsconfig.build.json tsconfig.workflows.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build

FROM ${NODE_IMAGE} AS packages
WORKDIR /opt/orchestrator
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-fund --no-audit

FROM ${NODE_IMAGE} AS runtime-node
# Not pinned to versions: Debian keeps no old ones, and the newest of a stable release are those with their faults mended.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*
COPY --from=packages /opt/orchestrator /opt/orchestrator
COPY --from=build /build/dist /opt/orchestrator/dist
COPY LICENSE /opt/orchestrator/
COPY python /opt/orchestrator/python
COPY templates /opt/orchestrator/templates
# Agents import from `orchestrator/agent`, and build to .orchestrator where the rest cannot be written.
RUN chmod +x /opt/orchestrator/dist/client.js \
  && ln -s /opt/orchestrator/dist/client.js /usr/local/bin/orchestrator \
  && mkdir -p /app/node_modules /app/.orchestrator /app/output \
  && ln -s /opt/orchestrator /app/node_modules/orchestrator \
  && chown node:node /app/.orchestrator /app/output
ENV NODE_ENV=production
WORKDIR /app
# The user `node`, by number: Kubernetes cannot tell that a name is not root's.
USER 1000:1000
EXPOSE 8081 9090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8081/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# tini takes in the processes that agents leave behind, and hands signals to the worker.
ENTRYPOINT ["tini", "--", "node", "/opt/orchestrator/dist/worker.js"]
CMD ["--metrics-port=9090", "--health-port=8081", "--bind=0.0.0.0"]

FROM runtime-node AS runtime-python
USER 0
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-venv \
  && rm -rf /var/lib/apt/lists/* \
  && python3 -m venv /opt/venv \
  && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -r /opt/orchestrator/python/requirements.txt
ENV PYTHONDONTWRITEBYTECODE=1
USER 1000:1000
CMD ["--metrics-port=9090", "--health-port=8081", "--bind=0.0.0.0", "--python-bin=/opt/venv/bin/python"]

# What this project's own agents import.
FROM ${NODE_IMAGE} AS project-packages
WORKDIR /app
COPY deploy/project/package.json deploy/project/package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-fund --no-audit

# hadolint ignore=DL3006
FROM runtime-${RUNTIME} AS project
COPY --from=project-packages /app/node_modules /app/node_modules
COPY config /app/config
COPY src/agents /app/src/agents
