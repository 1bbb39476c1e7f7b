"""The server's front: between the network and Django.

It reads every request asynchronously, holds it to the limit of its address and to its deadlines, and gives a thread
only to a request that is whole; and it sends every answer without holding the thread that made it. A slow client
costs a connection and nothing else.

    server     gunicorn's worker: uvicorn with this protocol and these deadlines
    protocol   a connection: how long and how large the head of a request may be, how long nothing may happen
    shell      a request: limit, body, thread, answer
    incoming   a body as it is read: counted, timed, spooled
    outgoing   an answer as it is sent: what its client is too slow for lies in the spool
    crowd      how many connections each address has
    refusals   what it refuses by itself, in the service's words
    threads    the threads that answer, and Django in one of them (WSGI)
"""
