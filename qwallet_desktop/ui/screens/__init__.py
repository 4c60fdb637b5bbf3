"""One screen a file: build, render a state, emit what the user asked for."""
