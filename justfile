# Short names for the commands of CONTRIBUTING.md.

# Everything that must hold before a change lands
check:
    cargo xtask check

# An invented network, imported and explained
demo:
    cargo run --release -- demo

# Feeds every importer with broken files
fuzz minutes="10":
    cargo xtask fuzz --minutes {{ minutes }}
