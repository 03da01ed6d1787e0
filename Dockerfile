# One static program on an empty file system, for a user without rights.

FROM rust:1.88-alpine AS build
# ring and mimalloc are C in part: the image has a compiler, but not libc's headers.
RUN apk add --no-cache musl-dev
WORKDIR /build
# With a target named, this is for the program alone and not for what runs while it is built.
ENV RUSTFLAGS="-C target-feature=+crt-static"
# Made small: the program is optimised as a whole, for its size, at some cost in speed that
# no test suite notices at thousands of requests a second.
ENV CARGO_PROFILE_RELEASE_OPT_LEVEL=s \
    CARGO_PROFILE_RELEASE_LTO=fat \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1

# The dependencies, under an empty program: built again only when they change. Tests and benchmarks stay outside.
COPY Cargo.toml Cargo.lock ./
RUN sed -i -E '/^\[\[(test|bench)\]\]/,/^$/d' Cargo.toml \
 && mkdir src && touch src/lib.rs && echo 'fn main() {}' > src/main.rs \
 && cargo build --release --locked --target "$(rustc -vV | sed -n 's/^host: //p')"

COPY askama.toml ./
COPY fixtures fixtures
COPY src src
RUN touch src/lib.rs src/main.rs \
 && cargo build --release --locked --target "$(rustc -vV | sed -n 's/^host: //p')" \
 && mv target/*/release/checkout-emulator /checkout-emulator

FROM scratch
LABEL org.opencontainers.image.title="checkout-emulator" \
      org.opencontainers.image.description="Stripe Checkout on your own machine, for integration tests" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
# Webhooks to https addresses are verified against these.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /checkout-emulator /checkout-emulator
ENV CHECKOUT_EMULATOR_HOST=0.0.0.0
EXPOSE 12111
USER 65532:65532
HEALTHCHECK --interval=1s --timeout=5s --retries=5 CMD ["/checkout-emulator", "healthcheck"]
ENTRYPOINT ["/checkout-emulator"]
