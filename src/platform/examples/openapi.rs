//! Prints the OpenAPI description, for the page's generated client.

fn main() {
    print!("{}", platform::openapi());
}
