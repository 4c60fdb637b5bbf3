"""The one place that holds private keys: mnemonic, vault, keyring and signer."""
