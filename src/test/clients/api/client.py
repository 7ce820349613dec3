import sys

import openapi_client

with openapi_client.ApiClient(openapi_client.Configuration(host=sys.argv[1])) as api:
    receipt = openapi_client.PublishApi(api).publish("generated.python", body={"price": 1.5})
    polled = openapi_client.ReadApi(api).poll_by_body(openapi_client.Poll(topics=["generated.python"]))
    assert polled.updates[-1].offset == receipt.offset, "the update is not there"
