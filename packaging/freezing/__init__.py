"""What `qwallet.spec` needs to know: the contents of the frozen program, its icons, version and licences."""
