//! Prints the protocol as TypeScript: `make generate` keeps it beside the page.

fn main() {
    print!("{}", signaling::typescript::typescript());
}
