"""The LRS web services: a front door. It decides nothing: check, then action or query, then answer.

A call goes through ``door``: the request is read safely (``envelopes``), its operation is found (``services``), who
calls is made sure of (``identity``), the body is held against the schema (``wsdl``), and only then the operation
answers (``external``, ``learners``, ``r9``). Whatever is refused on the way is a ``Refusal`` with a code of the LRS
and leaves as a fault in the form of the service that was called.

The schemas in ``contracts/`` are of our own writing, from the tables of lrs sections 1 to 3; they are served at
``?xsd=`` and are what requests are held against. The WSDL at ``?wsdl`` is written from the table of operations.
What the sources leave open, and how we read it, stands in ``docs/web-services.md``.
"""
