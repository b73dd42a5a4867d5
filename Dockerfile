# README's two commands on a Debian 12 without anything:
#   docker build --tag neon . && docker run neon
FROM debian:12
RUN apt-get update && apt-get install --yes --no-install-recommends git make
COPY . /neon
WORKDIR /neon
RUN make deps
CMD ["sh", "-c", "make reproduce && make test"]
