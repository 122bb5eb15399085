//! What is needed to enter an object store or a WebDAV folder, and the operator that
//! `opendal` makes of it. Only what stands here is used: no profile, no variable and no
//! service of the machine lends an account that nobody has named.

use crate::publish::remote::{Kind, Trouble};
use crate::publish::secret::Secret;
use opendal::{HttpTransporter, OperationContext, Operator, services};

/// Services that are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Amazon S3 and whatever speaks as it does.
    S3,
    /// Aliyun OSS.
    Oss,
    /// Tencent COS.
    Cos,
    /// Huawei OBS.
    Obs,
    /// A folder behind WebDAV.
    Webdav,
}

impl Service {
    /// The word in the configuration.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "s3" => Some(Self::S3),
            "oss" => Some(Self::Oss),
            "cos" => Some(Self::Cos),
            "obs" => Some(Self::Obs),
            "webdav" => Some(Self::Webdav),
            _ => None,
        }
    }
}

/// How a place of such a service is entered.
#[derive(Clone, Debug)]
pub struct Account {
    /// Which service.
    pub service: Service,
    /// The address of the service, or of the WebDAV folder.
    pub endpoint: String,
    /// The bucket; empty for WebDAV.
    pub bucket: String,
    /// The region; S3 alone has one.
    pub region: String,
    /// The bucket is named by the host, and not by the path.
    pub virtual_host: bool,
    /// The folder in it.
    pub root: String,
    /// The id of the access key, or the user.
    pub name: Option<Secret>,
    /// The secret key, or the password.
    pub secret: Option<Secret>,
    /// A token that goes with it, or stands for both.
    pub token: Option<Secret>,
    /// A file of WebDAV is sent to its own name, and not beside it and moved.
    pub put_in_place: bool,
}

fn text(secret: Option<&Secret>) -> &str {
    secret.map_or("", Secret::text)
}

/// The operator of an account, on this line.
pub(super) fn operator(account: &Account, line: HttpTransporter) -> Result<Operator, Trouble> {
    let (root, endpoint) = (account.root.as_str(), account.endpoint.as_str());
    let (name, secret) = (text(account.name.as_ref()), text(account.secret.as_ref()));
    let token = text(account.token.as_ref());
    let bucket = account.bucket.as_str();
    let made = match account.service {
        Service::S3 => {
            let mut s3 = services::S3::default()
                .root(root)
                .endpoint(endpoint)
                .bucket(bucket)
                .region(&account.region)
                .access_key_id(name)
                .secret_access_key(secret)
                .session_token(token)
                .disable_config_load()
                .disable_ec2_metadata();
            if account.virtual_host {
                s3 = s3.enable_virtual_host_style();
            }
            Operator::new(s3)
        }
        Service::Oss => Operator::new(
            services::Oss::default()
                .root(root)
                .endpoint(endpoint)
                .bucket(bucket)
                .access_key_id(name)
                .access_key_secret(secret)
                .security_token(token),
        ),
        Service::Cos => Operator::new(
            services::Cos::default()
                .root(root)
                .endpoint(endpoint)
                .bucket(bucket)
                .secret_id(name)
                .secret_key(secret)
                .security_token(token)
                .disable_config_load(),
        ),
        Service::Obs => Operator::new(
            services::Obs::default()
                .root(root)
                .endpoint(endpoint)
                .bucket(bucket)
                .access_key_id(name)
                .secret_access_key(secret),
        ),
        Service::Webdav => Operator::new(
            services::Webdav::default()
                .root(root)
                .endpoint(endpoint)
                .username(name)
                .password(secret)
                .token(token)
                // Folders are made where a file is refused for want of one.
                .disable_create_dir(true),
        ),
    };
    let made = made.map_err(|error| {
        let said = format!("{endpoint} cannot be used: {}", error.message());
        Trouble::new(Kind::Unauthorised, said).mend("check `endpoint` and `bucket` of the target")
    })?;
    Ok(made.with_context(OperationContext::new().with_http_transport(line)))
}
