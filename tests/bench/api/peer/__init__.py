"""The same few operations of the API as a Django project would have them: what `make bench-api`
compares the server with. Reads the server's own tables and takes the server's own tokens."""
