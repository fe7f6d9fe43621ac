//! Where the bytes are: a folder or an S3 bucket, behind one library.
//!
//! Nothing counts as stored before it was read back: [`Storage::put_file`] hashes what it
//! sends, flushes it to the disk (or lets S3 check it) and then hashes what it gets back.

use std::{
    ops::Range,
    path::{Path as FilePath, PathBuf},
    sync::Arc,
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    ClientOptions, GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload,
    aws::{AmazonS3Builder, Checksum},
    local::LocalFileSystem,
    path::Path,
};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::config::{S3Addressing, StorageConfig};

/// S3 takes parts of at least 5 MiB; a take of 90 s is about 17 MB.
const PART_BYTES: usize = 8 * 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Wrong settings: somebody has to change them.
    #[error("the storage cannot be opened: {0}")]
    Settings(String),
    /// There is no such object.
    #[error("the storage has no object {0}")]
    Missing(String),
    /// What came back is not what was sent.
    #[error("the storage holds other bytes under {key} than were sent ({detail})")]
    Corrupt { key: String, detail: String },
    /// Try again later.
    #[error("the storage failed: {0}")]
    Failed(String),
    #[error("local file: {0}")]
    File(#[from] std::io::Error),
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> StorageError {
        match error {
            object_store::Error::NotFound { path, .. } => StorageError::Missing(path),
            other => StorageError::Failed(other.to_string()),
        }
    }
}

/// What is known of a stored object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    pub bytes: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

#[derive(Debug, Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// Where the objects are files.
    folder: Option<Arc<FilePath>>,
}

impl Storage {
    pub fn open(config: &StorageConfig) -> Result<Storage, StorageError> {
        let settings = |error: object_store::Error| StorageError::Settings(error.to_string());
        let store: Arc<dyn ObjectStore> = match config {
            StorageConfig::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                // The library leaves flushing to the system unless told otherwise.
                let local = LocalFileSystem::new_with_prefix(folder)
                    .map_err(settings)?
                    .with_fsync(true)
                    .with_automatic_cleanup(true);
                Arc::new(local)
            }
            StorageConfig::S3(s3) => {
                // The HTTP client brings no cryptography of its own. The first provider
                // installed stays; the server may have installed the same one already.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let plain = s3
                    .endpoint
                    .as_ref()
                    .is_some_and(|url| url.scheme() == "http");
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(&s3.bucket)
                    .with_region(&s3.region)
                    .with_access_key_id(&s3.access_key_id)
                    .with_secret_access_key(s3.secret_access_key.expose())
                    .with_virtual_hosted_style_request(s3.addressing == S3Addressing::VirtualHost)
                    .with_checksum_algorithm(Checksum::SHA256)
                    .with_client_options(ClientOptions::new().with_allow_http(plain));
                if let Some(endpoint) = &s3.endpoint {
                    builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
                }
                Arc::new(builder.build().map_err(settings)?)
            }
        };
        let folder = match config {
            StorageConfig::Folder(folder) => Some(folder.as_path().into()),
            StorageConfig::S3(_) => None,
        };
        Ok(Storage { store, folder })
    }

    /// Stores a local file under `key` and proves that it arrived: size and SHA-256 of what
    /// the storage gives back are those of the file. Replaces an object with the same key.
    pub async fn put_file(&self, key: &str, file: &FilePath) -> Result<Digested, StorageError> {
        let location = Path::from(key);
        let mut source = tokio::fs::File::open(file).await?;
        let mut first = BytesMut::with_capacity(PART_BYTES);
        fill(&mut source, &mut first).await?;
        let sent = if first.len() < PART_BYTES {
            let digest = digest_of(&first);
            self.store
                .put(&location, PutPayload::from_bytes(first.freeze()))
                .await?;
            digest
        } else {
            let mut upload = self.store.put_multipart(&location).await?;
            match send_parts(upload.as_mut(), first, &mut source).await {
                Ok(digest) => {
                    upload.complete().await?;
                    digest
                }
                Err(error) => {
                    // Parts left behind cost money and are invisible; the first error is the one to tell.
                    if let Err(abort) = upload.abort().await {
                        tracing::warn!(%abort, key, "an upload could not be taken back");
                    }
                    return Err(error);
                }
            }
        };
        let found = self.digest(key).await?;
        if found == sent {
            Ok(sent)
        } else {
            Err(StorageError::Corrupt {
                key: key.to_owned(),
                detail: format!("{} bytes sent, {} came back", sent.bytes, found.bytes),
            })
        }
    }

    /// Reads the whole object and hashes it.
    pub async fn digest(&self, key: &str) -> Result<Digested, StorageError> {
        let mut stream = self.store.get(&Path::from(key)).await?.into_stream();
        let mut hash = Sha256::new();
        let mut bytes = 0;
        while let Some(chunk) = stream.try_next().await? {
            bytes += chunk.len() as u64;
            hash.update(&chunk);
        }
        Ok(Digested {
            bytes,
            sha256: hex::encode(hash.finalize()),
        })
    }

    /// The object's length in bytes.
    pub async fn size(&self, key: &str) -> Result<u64, StorageError> {
        Ok(self.store.head(&Path::from(key)).await?.size)
    }

    /// A part of the object, as it comes.
    pub async fn read(
        &self,
        key: &str,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, StorageError>>, StorageError> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range)),
            ..GetOptions::default()
        };
        let got = self.store.get_opts(&Path::from(key), options).await?;
        Ok(got.into_stream().map_err(StorageError::from).boxed())
    }

    /// Copies an object into a local file.
    pub async fn fetch(&self, key: &str, to: &FilePath) -> Result<(), StorageError> {
        let mut stream = self.store.get(&Path::from(key)).await?.into_stream();
        let mut file = tokio::fs::File::create(to).await?;
        while let Some(chunk) = stream.try_next().await? {
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        Ok(())
    }

    /// Erases an object; erasing what is not there is fine.
    pub async fn erase(&self, key: &str) -> Result<(), StorageError> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Files of uploads that a crash cut off: the library writes `name#1` and renames it, and
    /// never lists those. In a bucket they are the bucket's to forget (a lifecycle rule).
    pub async fn abandoned(&self, older_than: Duration) -> Result<Vec<PathBuf>, StorageError> {
        let Some(root) = self.folder.clone() else {
            return Ok(Vec::new());
        };
        let walk = move || -> std::io::Result<Vec<PathBuf>> {
            let mut found = Vec::new();
            let mut folders = vec![root.to_path_buf()];
            while let Some(folder) = folders.pop() {
                for entry in std::fs::read_dir(folder)? {
                    let entry = entry?;
                    let meta = entry.metadata()?;
                    if meta.is_dir() {
                        folders.push(entry.path());
                    } else if is_staged(&entry.file_name().to_string_lossy())
                        && meta.modified()?.elapsed().unwrap_or_default() >= older_than
                    {
                        found.push(entry.path());
                    }
                }
            }
            Ok(found)
        };
        let found = tokio::task::spawn_blocking(walk).await;
        Ok(found.map_err(|error| StorageError::Failed(error.to_string()))??)
    }

    /// Every object: key and length in bytes.
    pub fn list(&self) -> BoxStream<'static, Result<(String, u64), StorageError>> {
        self.store
            .list(None)
            .map_ok(|meta| (meta.location.to_string(), meta.size))
            .map_err(StorageError::from)
            .boxed()
    }
}

/// `name#1`
fn is_staged(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

async fn fill(source: &mut tokio::fs::File, part: &mut BytesMut) -> Result<(), StorageError> {
    while part.len() < PART_BYTES {
        let room = PART_BYTES - part.len();
        if source.take(room as u64).read_buf(part).await? == 0 {
            break;
        }
    }
    Ok(())
}

async fn send_parts(
    upload: &mut dyn MultipartUpload,
    mut part: BytesMut,
    source: &mut tokio::fs::File,
) -> Result<Digested, StorageError> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    while !part.is_empty() {
        hash.update(&part);
        bytes += part.len() as u64;
        upload
            .put_part(PutPayload::from_bytes(part.freeze()))
            .await?;
        part = BytesMut::with_capacity(PART_BYTES);
        fill(source, &mut part).await?;
    }
    Ok(Digested {
        bytes,
        sha256: hex::encode(hash.finalize()),
    })
}

fn digest_of(bytes: &[u8]) -> Digested {
    Digested {
        bytes: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
    }
}
