"""Webhooks as a shop receives them: verified and parsed by the official library."""

import http.server
import queue
import threading

import pytest
import stripe

from support import open_session


@pytest.fixture
def shop():
    """A shop's webhook handler: its URL, and its deliveries as they come."""
    came = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            came.put((body, self.headers["stripe-signature"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", came
    server.shutdown()
    server.server_close()


def test_a_delivery_is_verified_and_parsed(client, shop):
    url, came = shop
    endpoint = client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["checkout.session.expired"]})
    session = open_session(client)
    client.v1.checkout.sessions.expire(session.id)

    body, signature = came.get(timeout=60)
    event = client.construct_event(body, signature, endpoint.secret)

    assert event.type == "checkout.session.expired"
    assert (event.data.object.id, event.data.object.status) == (session.id, "expired")
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(body + b" ", signature, endpoint.secret)
    assert client.v1.events.retrieve(event.id).type == event.type
    assert client.v1.webhook_endpoints.delete(endpoint.id).deleted is True


def test_an_event_in_the_version_of_its_endpoint(client, shop):
    url, came = shop
    endpoint = client.v1.webhook_endpoints.create(
        {"url": url, "enabled_events": ["checkout.session.expired"], "api_version": "2025-08-27.basil"}
    )
    session = open_session(client, ui_mode="elements")
    client.v1.checkout.sessions.expire(session.id)

    body, signature = came.get(timeout=60)
    event = client.construct_event(body, signature, endpoint.secret)

    assert (event.api_version, event.data.object.ui_mode) == ("2025-08-27.basil", "custom")


def test_events_are_listed_and_selected(client):
    product = client.v1.products.create({"name": "Mug"})
    client.v1.products.update(product.id, {"name": "Cup"})

    [event] = client.v1.events.list({"types": ["product.updated"]}).data

    assert event.data.previous_attributes["name"] == "Mug"
