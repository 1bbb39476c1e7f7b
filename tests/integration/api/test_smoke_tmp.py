import pytest, json
from integration.api.client import *
pytestmark = pytest.mark.django_db
def show(r): print(r.status_code, dict(r.headers)); print(r.content.decode()[:3000])
def test_x(system, world):
    for p in ["/openapi.json","/me","/nope","/achievement-batches","/achievement-batches?x=1&limit=0"]:
        show(system.get(p))
    r=system.send(a_batch(world), key="k1"); show(r)
    d=system.done(r); print(json.dumps(d,indent=1))
    show(system.send(a_batch(world), key="k1"))
    show(system.send(a_batch(world)))
    show(system.get("/achievements", uln=world.learners[0].uln))
    show(system.get("/achievements?limit=3"))
    show(system.browser.get("/readyz")); show(system.browser.get("/healthz")); show(system.browser.get("/metrics"))
    show(system.browser.get("/api/v1/docs"))
