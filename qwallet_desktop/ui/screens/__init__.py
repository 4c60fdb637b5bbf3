"""One screen a file: build, draw a view of the state, emit what the user asked for."""
