//! The names of extensions that several stages know: one stage writes what a later one reads. Those that only
//! lowering reads are in `lower/vendor.rs`.

/// The list of the events of webhooks, at the root of the document. Definitions and overlays may write it
/// themselves.
pub(crate) const WEBHOOKS: &str = "x-sdk-webhooks";

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
