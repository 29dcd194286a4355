-- What wrk sends: a JSON body of 96 bytes.
wrk.method = "POST"
wrk.body = '{"name":"order","items":[{"id":1,"price":9.5},{"id":2,"price":3},{"id":3,"price":12.25}],"n":1}'
wrk.headers["Content-Type"] = "application/json"
