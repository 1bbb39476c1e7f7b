"""What an address shows that is asked and not called: its WSDL, its schemas, or a page for a person."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from testamur.soap import schemas, wsdl
from testamur.soap.calls import Service

_CONTENT_TYPE = "text/xml; charset=utf-8"


def described(request: HttpRequest, service: Service) -> HttpResponse:
    """The query says which: ``?wsdl``, ``?xsd=name``, or nothing."""
    asked = {name.lower(): value for name, value in request.GET.items()}
    address = request.build_absolute_uri(request.path)
    if "wsdl" in asked or "singlewsdl" in asked:
        return HttpResponse(wsdl.written(service, address), content_type=_CONTENT_TYPE)
    if "xsd" in asked:
        if asked["xsd"] not in schemas.names(service):
            raise Http404
        return HttpResponse(schemas.served(asked["xsd"], address), content_type=_CONTENT_TYPE)
    words = {"service": service, "address": address, "schemas": sorted(schemas.names(service))}
    return render(request, "soap/service.html", words)
