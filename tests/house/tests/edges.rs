//! Fails when a dependency appears that the house does not allow.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use house::{ALLOWED_EDGES, IMPURE, OWNED_LIBRARIES, PURE, TEST_EDGES};
use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDependency>,
}

#[derive(Deserialize)]
struct NodeDependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    license: Option<String>,
    publish: Option<Vec<String>>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// None for the program itself, else `dev` or `build`.
    kind: Option<String>,
}

fn ours() -> (Vec<Package>, BTreeMap<String, BTreeSet<String>>) {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Metadata = serde_json::from_slice(&output.stdout).unwrap();
    let name_of: BTreeMap<&str, &str> = metadata
        .packages
        .iter()
        .map(|package| (package.id.as_str(), package.name.as_str()))
        .collect();
    // As resolved, features included; build- and dev-dependencies do not reach the program.
    let normal = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| {
            let reached = node
                .deps
                .iter()
                .filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind.is_none()))
                .map(|dep| name_of[dep.pkg.as_str()].to_owned());
            (name_of[node.id.as_str()].to_owned(), reached.collect())
        })
        .collect();
    let members = metadata
        .packages
        .into_iter()
        .filter(|package| metadata.workspace_members.contains(&package.id))
        .collect();
    (members, normal)
}

#[test]
fn only_allowed_edges_exist() {
    let (members, _) = ours();
    let names: BTreeSet<&str> = members.iter().map(|m| m.name.as_str()).collect();
    let listed: BTreeSet<&str> = ALLOWED_EDGES.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed, "a crate is missing from the house's plan");
    let mut wrong = vec![];
    for member in &members {
        let (_, allowed) = ALLOWED_EDGES
            .iter()
            .find(|(name, _)| *name == member.name)
            .unwrap();
        for dependency in &member.dependencies {
            let name = dependency.name.as_str();
            let for_tests = dependency.kind.as_deref() == Some("dev")
                && TEST_EDGES
                    .iter()
                    .any(|(of, to)| *of == member.name && to.contains(&name));
            if names.contains(name) && !allowed.contains(&name) && !for_tests {
                wrong.push(format!("{} → {name}", member.name));
            }
            for (library, owners) in OWNED_LIBRARIES {
                if name == *library && !owners.contains(&member.name.as_str()) {
                    wrong.push(format!("{} uses {library}", member.name));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "edges that the house does not allow: {wrong:#?}"
    );
}

#[test]
fn pure_rooms_reach_no_clock_and_no_network() {
    let (_, graph) = ours();
    for room in PURE {
        let mut reached = BTreeSet::new();
        let mut next = vec![room.to_string()];
        while let Some(name) = next.pop() {
            for dependency in graph.get(&name).into_iter().flatten() {
                if reached.insert(dependency.clone()) {
                    next.push(dependency.clone());
                }
            }
        }
        let found: Vec<_> = IMPURE
            .iter()
            .filter(|bad| reached.contains(**bad))
            .collect();
        assert!(found.is_empty(), "{room} reaches {found:?}");
    }
}

#[test]
fn nothing_of_ours_is_published_or_licensed_to_others() {
    let (members, _) = ours();
    for member in members {
        assert_eq!(member.publish.as_deref(), Some(&[][..]), "{}", member.name);
        assert_eq!(member.license, None, "{}", member.name);
    }
}
