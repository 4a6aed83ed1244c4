//! The names of extensions that several stages know: earlier stages write some for later ones, and repair checks
//! those of this project (`x-sdk-…`, and `x-rust-type`). Extensions that only lowering knows are in `lower/vendor.rs`.

/// The prefix of the extensions of this project.
pub(crate) const OWN_PREFIX: &str = "x-sdk-";

/// The list of the events of webhooks, at the root of the document. Definitions and overlays may write it
/// themselves.
pub(crate) const WEBHOOKS: &str = "x-sdk-webhooks";

/// How webhooks are signed, at the root of the document.
pub(crate) const WEBHOOK_SIGNATURE: &str = "x-sdk-webhook-signature";

/// The list of notification topics at the root of the document.
pub(crate) const NOTIFICATION_TOPICS: &str = "x-sdk-notification-topics";

/// The path of the Rust type to use for a schema, as typify reads it.
pub(crate) const RUST_TYPE: &str = "x-rust-type";

/// The declaration of how an operation paginates.
pub(crate) const PAGING: &str = "x-sdk-paging";

/// Whether unknown properties are kept: of a schema, or at the root of the document for all.
pub(crate) const KEEP_UNKNOWN: &str = "x-sdk-keep-unknown";

/// How clients log in, at the root of the document.
pub(crate) const LOGIN: &str = "x-sdk-login";

/// The vendor's own names, at the root of the document.
pub(crate) const NAMES: &str = "x-sdk-names";

/// Whether responses contain all required properties, at the root of the document.
pub(crate) const RESPONSES_KEEP_REQUIRED: &str = "x-sdk-responses-keep-required";

/// Whether an object without properties is any JSON value, at the root of the document.
pub(crate) const OBJECTS_WITHOUT_PROPERTIES: &str = "x-sdk-objects-without-properties";

/// The precision of timestamps, at the root of the document.
pub(crate) const TIMESTAMPS: &str = "x-sdk-timestamps";

/// Whether the service has the regions that the runtime knows, at the root of the document.
pub(crate) const REGIONS: &str = "x-sdk-regions";

/// The webhooks of a document of OpenAPI 3.0, which has no other place for them.
pub(crate) const WEBHOOKS_BEFORE_31: &str = "x-webhooks";

/// The mark of a security scheme that is a client certificate (`mutualTLS` of OpenAPI 3.1).
pub(crate) const CERTIFICATE: &str = "x-sdk-certificate";

/// The mark of an encoding for parts whose media type does not imply their type: `file`, `base64` for a file in
/// base64, or `text`.
pub(crate) const PART: &str = "x-sdk-part";

/// The name of a request body, which is a parameter with a name in Swagger 2.0.
pub(crate) const BODY_NAME: &str = "x-codegen-request-body-name";

/// A `collectionFormat` of Swagger 2.0 that OpenAPI 3.0 has no style for.
pub(crate) const COLLECTION_FORMAT: &str = "x-collection-format";

/// Whether a value may be `null`, in Swagger 2.0.
pub(crate) const NULLABLE: &str = "x-nullable";

/// The name of a method in the SDKs of the Platform API.
pub(crate) const METHOD_NAME: &str = "x-purecloud-method-name";
