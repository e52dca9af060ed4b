# One wheel (or the sdist) in dist/ is enough: `make dist` makes it, pages included. No Node, no Java here.
FROM python:3.11-slim-bookworm
COPY requirements.lock dist/ /tmp/wulian/
RUN pip install --no-cache-dir --require-hashes --no-deps -r /tmp/wulian/requirements.lock \
 && pip install --no-cache-dir --no-deps --no-index --no-build-isolation \
      "$(ls /tmp/wulian/*.whl /tmp/wulian/*.tar.gz 2>/dev/null | head -n 1)" \
 && rm -rf /tmp/wulian \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/wulian
USER 10001:10001
WORKDIR /var/lib/wulian
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["wulian", "serve"]
