//! `jobgate serve`: starts the parts this process has, and stops them in order.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use analysis::{Models, Pool};
use anyhow::Context;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::{any, get};
use axum::{Router, middleware};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use platform::Platform;
use platform::endings::{self, Concerned};
use platform::ports::{AnalyseMedia, Ports};
use sfu::{Sfu, SfuConfig};
use studio::{Studio, StudioConfig};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;

use crate::adapters::{
    MediaAnalysis, PipelineDocuments, PipelineRenditions, PipelineUploads, PlatformKeeper,
    PlatformTickets, StudioEndings,
};
use crate::cli::{ProcessRole, ServeArguments, print_demo};
use crate::config::Config;
use crate::hosts::{self, AllowedHosts};
use crate::live::{self, LiveState, Lobby};
use crate::metrics::{self, Watched};
use crate::web::{self, Transport};
use crate::wiring::{Parts, lock_data_dir};
use crate::{certificate, lifecycle, media_process, sweep};

/// Rooms open at once. Twenty recorded sessions need about 0.13 of a core together
/// (measured with whole frames); the bound is there for memory and for the disk.
const MOST_ROOMS: usize = 100;
/// About 40 s of one 1.6 Mbit/s take may wait for the disk.
const RECORDER_QUEUE_BYTES: usize = 8 * 1024 * 1024;
/// 210 packets of 1.2 kB a second and publisher: this holds a second of a hundred.
const MEDIA_RECEIVE_BUFFER: usize = 8 * 1024 * 1024;
/// Requests under way get this long at a soft stop.
const HTTP_GRACE: Duration = Duration::from_secs(10);

pub async fn run(config: Config, arguments: ServeArguments) -> anyhow::Result<()> {
    let stop = lifecycle::stop_token()?;
    // Before anybody counts.
    let counting = match config.metrics {
        Some(address) => Some((address, metrics::install()?)),
        None => None,
    };
    let _lock = lock_data_dir(&config.data_dir)?;
    let has = |role| {
        arguments
            .roles
            .iter()
            .any(|r| *r == role || *r == ProcessRole::All)
    };
    if has(ProcessRole::Media) || has(ProcessRole::Worker) {
        pipelines::require_tools()?;
    }
    if config.behind_tls && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "everybody has the proxy's address and shares its tries at the log-in: name it in JOBGATE_TRUSTED_PROXIES"
        );
    }
    let parts = Parts::open(&config).await?;
    let demo = match arguments.demo {
        true => Some(platform::demo::demo(&parts.platform).await?),
        false => None,
    };

    let mut tasks = JoinSet::new();
    let hosts = AllowedHosts::new(&config.allowed_hosts, &config.cors_origins);
    let mut router = Router::new();
    let (mut studio, mut watched_pool) = (None, None);
    // Every role judges something: rooms live, the worker takes, the API clips.
    let models = load_models(&config).await?;
    let analysis: Arc<dyn AnalyseMedia> = Arc::new(MediaAnalysis {
        models: models.clone(),
    });
    if has(ProcessRole::Media) {
        let pool = start_pool(&config, models.as_ref())?;
        watched_pool = pool.clone();
        let opened = open_studio(&config, &parts, pool).await?;
        let concerned: Arc<dyn Concerned> = Arc::new(StudioEndings {
            studio: opened.clone(),
        });
        tasks.spawn(endings::listen(
            parts.platform.clone(),
            concerned.clone(),
            stop.clone(),
        ));
        router = router.merge(live_routes(&config, &parts, &opened, concerned, &hosts));
        studio = Some(opened);
    }
    // Rooms make folders of takes, and so does the worker, of uploads.
    if has(ProcessRole::Media) || has(ProcessRole::Worker) {
        sweep::at_start(&parts.platform, &parts.takes_dir).await;
        tasks.spawn(sweep::run(
            parts.platform.clone(),
            parts.takes_dir.clone(),
            stop.clone(),
        ));
    }
    if has(ProcessRole::Worker) {
        let ports = Ports {
            renditions: Arc::new(PipelineRenditions),
            analysis: analysis.clone(),
            uploads: Arc::new(PipelineUploads),
            documents: Arc::new(PipelineDocuments),
        };
        tasks.spawn(platform::audit::run(parts.platform.clone(), stop.clone()));
        let (platform, stop) = (parts.platform.clone(), stop.clone());
        tasks.spawn(platform::jobs::run(
            platform.clone(),
            Arc::new(ports),
            stop.clone(),
        ));
        if config.mail.smtp.is_none() {
            let folder = config.data_dir.join("mail");
            tracing::info!(folder = %folder.display(), "mails are written as files: EMAIL_HOST names no server");
        }
        tasks.spawn(platform::notifications::run(platform, stop));
    }
    if has(ProcessRole::Api) {
        tasks.spawn(platform::notifications::ring(
            parts.platform.clone(),
            stop.clone(),
        ));
        router = router
            .merge(parts.platform.router(analysis, Arc::new(PipelineUploads)))
            .merge(web::page(&config.web_dir));
    }
    if let Some((address, handle)) = counting {
        let watched = Watched {
            studio: studio.clone(),
            pool: watched_pool,
        };
        metrics::listen(address, handle, watched, stop.clone()).await?;
    }
    let asked = Asked {
        platform: parts.platform.clone(),
        studio: studio.clone(),
    };
    let router = finish(router, &config, asked, hosts);

    let listener = listen(&config)?;
    let address = listener.local_addr()?;
    if let Some(demo) = &demo {
        print_demo(demo);
    }
    println!("JOBGATE Video Studio: {}", page_url(&config, address));
    // Rooms close beside the web server, not after it: their sockets are its connections.
    let close_rooms = async {
        stop.cancelled().await;
        if let Some(studio) = &studio {
            studio.close().await;
        }
    };
    let serve = async {
        let served = serve_http(&config, listener, router, stop.clone()).await;
        stop.cancel();
        served
    };
    let (served, ()) = tokio::join!(serve, close_rooms);
    while tasks.join_next().await.is_some() {}
    parts.close().await;
    tracing::info!("stopped");
    served
}

async fn open_studio(
    config: &Config,
    parts: &Parts,
    pool: Option<Arc<Pool>>,
) -> anyhow::Result<Studio> {
    let listen_on = if config.host.is_loopback() {
        config.host
    } else {
        IpAddr::from([0, 0, 0, 0])
    };
    let advertise = match (&config.media.addresses[..], config.host) {
        ([], host) if host.is_loopback() => vec![host],
        ([], host) if host.is_unspecified() => certificate::machine_addresses()?,
        ([], host) => vec![host],
        (named, _) => named.to_vec(),
    };
    let sfu = Sfu::bind(SfuConfig {
        listen: SocketAddr::new(listen_on, config.media.port),
        advertise,
        receive_buffer_bytes: MEDIA_RECEIVE_BUFFER,
    })
    .await
    .with_context(|| {
        format!(
            "UDP port {} cannot be used for media (JOBGATE_MEDIA_PORT)",
            config.media.port
        )
    })?;
    tracing::info!(udp_port = sfu.port(), "media");
    Ok(Studio::new(
        sfu,
        media_process::host(config).await?,
        StudioConfig {
            takes_dir: parts.takes_dir.clone(),
            most_rooms: MOST_ROOMS,
            recorder_queue_bytes: RECORDER_QUEUE_BYTES,
            least_free_bytes: config.least_free_bytes,
        },
        Arc::new(PlatformKeeper {
            platform: parts.platform.clone(),
        }),
        pool,
    ))
}

/// Loads what looks and listens, or says why nobody is coached. A studio that only records
/// is better than none.
async fn load_models(config: &Config) -> anyhow::Result<Option<Arc<Models>>> {
    if config.analysis.threads == 0 {
        tracing::info!("no analysis: JOBGATE_ANALYSIS_THREADS is 0");
        return Ok(None);
    }
    let folder = config.analysis.models_dir.clone();
    match tokio::task::spawn_blocking(move || Models::load(&folder)).await? {
        Ok(models) => Ok(Some(Arc::new(models))),
        Err(error) => {
            tracing::warn!(
                %error,
                "no analysis: the models cannot be loaded (JOBGATE_MODELS_DIR; `make setup` fetches them)"
            );
            Ok(None)
        }
    }
}

fn start_pool(config: &Config, models: Option<&Arc<Models>>) -> anyhow::Result<Option<Arc<Pool>>> {
    models
        .map(|models| Pool::start(config.analysis.threads, models.clone()).map(Arc::new))
        .transpose()
        .context("no threads for the analysis")
}

fn live_routes(
    config: &Config,
    parts: &Parts,
    studio: &Studio,
    concerned: Arc<dyn Concerned>,
    hosts: &AllowedHosts,
) -> Router {
    Router::new()
        .route("/api/live/", any(live::upgrade))
        .with_state(LiveState {
            studio: studio.clone(),
            tickets: Arc::new(PlatformTickets {
                platform: parts.platform.clone(),
                concerned,
            }),
            hosts: hosts.clone(),
            media: Arc::new(config.media.clone()),
            lobby: Lobby::default(),
        })
}

/// Health, and what wraps every answer.
/// Who knows whether the server is ready.
#[derive(Clone)]
struct Asked {
    platform: Platform,
    studio: Option<Studio>,
}

fn finish(router: Router, config: &Config, asked: Asked, hosts: AllowedHosts) -> Router {
    let transport = match config.is_https() {
        true => Transport::Https,
        false => Transport::Http,
    };
    let health = Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(asked);
    router
        .layer(middleware::from_fn_with_state(hosts, hosts::guard))
        // Probes come by address, whatever the host is called.
        .merge(health)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(move |request: Request, next| {
            web::security_headers(transport, request, next)
        }))
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            // The path alone: a query may hold a signature.
            tracing::debug_span!("http", method = %request.method(), path = request.uri().path())
        }))
}

async fn ready(State(asked): State<Asked>) -> (StatusCode, String) {
    if let Err(error) = asked.platform.ready().await {
        tracing::warn!(%error, "not ready");
        let why = "the database does not answer\n";
        return (StatusCode::SERVICE_UNAVAILABLE, why.into());
    }
    if let Some(Err(full)) = asked.studio.as_ref().map(Studio::has_space) {
        tracing::warn!(%full, "not ready");
        let why = format!("{full} (JOBGATE_DATA_DIR, JOBGATE_LEAST_FREE_MB): nobody can record\n");
        return (StatusCode::SERVICE_UNAVAILABLE, why);
    }
    (StatusCode::OK, "ready\n".into())
}

fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::new(config.host, config.port);
    let listener = TcpListener::bind(address).with_context(|| {
        format!("{address} cannot be listened on; another server may run there (PORT sets another)")
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn page_url(config: &Config, address: SocketAddr) -> String {
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    if !address.ip().is_unspecified() {
        let host = if address.ip().is_loopback() {
            "localhost".into()
        } else {
            address.ip().to_string()
        };
        return format!("{scheme}://{host}:{}/", address.port());
    }
    let mut urls = vec![format!("{scheme}://localhost:{}/", address.port())];
    for ip in certificate::machine_addresses().unwrap_or_default() {
        urls.push(format!(
            "{scheme}://{}/",
            SocketAddr::new(ip, address.port())
        ));
    }
    urls.join("  ")
}

async fn serve_http(
    config: &Config,
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let handle = Handle::new();
    tokio::spawn({
        let (handle, stop) = (handle.clone(), stop.clone());
        async move {
            stop.cancelled().await;
            handle.graceful_shutdown(Some(HTTP_GRACE));
        }
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match &config.tls {
        Some(tls) => {
            let rustls = RustlsConfig::from_pem_file(&tls.cert, &tls.key)
                .await
                .context("JOBGATE_TLS_CERT and JOBGATE_TLS_KEY hold no usable pair")?;
            axum_server::from_tcp_rustls(listener, rustls)?
                .handle(handle)
                .serve(service)
                .await?;
        }
        None => {
            axum_server::from_tcp(listener)?
                .handle(handle)
                .serve(service)
                .await?;
        }
    }
    Ok(())
}
