# python subprotocol.py URL SUBPROTOCOL…: prints the subprotocol that websockets negotiated, or its error.
import sys

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

url, *offered = sys.argv[1:]
try:
    with connect(url, subprotocols=offered) as socket:
        print(f"connected, {socket.subprotocol or 'none'}")
except WebSocketException as error:
    print('failed:', error)
