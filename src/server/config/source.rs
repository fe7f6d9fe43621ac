//! Where a value comes from: the environment first, then the TOML file.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;

use super::table::SETTINGS;

const DEFAULT_FILE: &str = "jobgate.toml";

pub struct Source {
    environment: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
}

impl Source {
    pub fn open(file: Option<&Path>) -> anyhow::Result<Source> {
        let file = match file {
            Some(path) => read_toml(path)?,
            None if Path::new(DEFAULT_FILE).is_file() => read_toml(Path::new(DEFAULT_FILE))?,
            None => BTreeMap::new(),
        };
        Ok(Source {
            // Lossy is enough: a value that is no UTF-8 fails its check by name.
            environment: std::env::vars_os()
                .map(|(name, value)| {
                    let text = |os: std::ffi::OsString| os.to_string_lossy().into_owned();
                    (text(name), text(value))
                })
                .collect(),
            file,
        })
    }

    pub fn get(&self, name: &str) -> Option<String> {
        self.environment
            .get(name)
            .or_else(|| self.file.get(name))
            .cloned()
    }

    /// Errors about names that are ours but unknown. Other programs' variables pass.
    pub fn unknown_names(&self) -> Vec<String> {
        let known = |name: &str| SETTINGS.iter().any(|setting| setting.name == name);
        let ours = self
            .environment
            .keys()
            .filter(|name| name.starts_with("JOBGATE_") && !name.starts_with("JOBGATE_TEST_"));
        ours.chain(self.file.keys())
            .filter(|name| !known(name))
            .map(|name| format!("{name} is no setting; `jobgate settings` lists all"))
            .collect()
    }

    #[cfg(test)]
    pub fn of(pairs: &[(&str, &str)]) -> Source {
        Source {
            environment: pairs
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            file: BTreeMap::new(),
        }
    }
}

fn read_toml(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the configuration file {} cannot be read", path.display()))?;
    let table: toml::Table = text
        .parse()
        .with_context(|| format!("{} is not valid TOML", path.display()))?;
    table
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(flag) => flag.to_string(),
                toml::Value::Array(items) => {
                    let texts: Option<Vec<_>> = items.iter().map(|item| item.as_str()).collect();
                    texts
                        .with_context(|| format!("{name} is a list of something else than texts"))?
                        .join(",")
                }
                other => anyhow::bail!(
                    "{name} is a {}; a text, number, true/false or list of texts is expected",
                    other.type_str()
                ),
            };
            Ok((name, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_below_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(
            &path,
            "PORT = 9000\nALLOWED_HOSTS = [\"a\", \"b\"]\nDEBUG = true\n",
        )
        .unwrap();
        let file = read_toml(&path).unwrap();
        assert_eq!(file["PORT"], "9000");
        assert_eq!(file["ALLOWED_HOSTS"], "a,b");
        let source = Source {
            environment: BTreeMap::from([("PORT".into(), "9001".into())]),
            file,
        };
        assert_eq!(source.get("PORT").as_deref(), Some("9001"));
        assert_eq!(source.get("DEBUG").as_deref(), Some("true"));
    }

    #[test]
    fn a_table_in_the_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, "[media]\nport = 1\n").unwrap();
        assert!(read_toml(&path).unwrap_err().to_string().contains("media"));
    }
}
