//! The variables of the templates of README, guide and manifest.

use serde::Serialize;

/// The variables of the text templates.
#[derive(Debug, Serialize)]
pub(crate) struct Facts {
    /// The first line of each file, with the command that generates it.
    pub header: String,
    /// The name of the crate.
    pub package: String,
    /// The name of the crate in code.
    pub library: String,
    /// The version of the crate.
    pub version: String,
    /// One line about the crate.
    pub description: String,
    /// The minimum supported version of Rust.
    pub rust_version: String,
    /// The URL of the source repository.
    pub repository: Option<String>,
    /// The tags, in order.
    pub services: Vec<ServiceFacts>,
    /// The cargo features of the configuration, in order.
    pub features: Vec<FeatureFacts>,
    /// A call that needs no argument.
    pub first: Option<CallFacts>,
    /// A call without arguments that paginates.
    pub paged: Option<CallFacts>,
    /// Whether the service has the regions that the runtime knows.
    pub has_regions: bool,
    /// Whether operations accept an access token.
    pub takes_tokens: bool,
    /// The credentials of the client in the first example.
    pub proof: ProofFacts,
    /// How users and programs log in.
    pub login: LoginFacts,
    /// The configuration file, below the home directory.
    pub configuration: String,
    /// The prefix of the environment variables.
    pub environment: String,
    /// A credential other than the access token, if there is any.
    pub credential: Option<CredentialFacts>,
    /// The expression of a server, if callers can choose one.
    pub server: Option<String>,
    /// A method with a streamed response, and the end of its call.
    pub stream: Option<StreamFacts>,
    /// A model of requests that is made from a model of responses, if there is any.
    pub conversion: Option<ConversionFacts>,
    /// The name and version of the definition.
    pub definition: String,
    /// Whether the crate has reference pages.
    pub has_reference: bool,
    /// Whether the crate has a changelog.
    pub has_changelog: bool,
    /// A notification topic, if there is one.
    pub topic: Option<TopicFacts>,
    /// The facts of webhooks, if there is any.
    pub webhooks: Option<WebhookFacts>,
    /// The examples and tests of the crate.
    pub targets: Vec<TargetFacts>,
    /// The non-default features that examples and tests need.
    pub target_features: Vec<String>,
}

/// The variables of a tag.
#[derive(Debug, Serialize)]
pub(crate) struct ServiceFacts {
    /// The name of the tag, on one line.
    pub title: String,
    /// The cargo feature of the tag.
    pub feature: String,
    /// The method of `Client` for the tag.
    pub accessor: String,
    /// The number of operations.
    pub operations: usize,
}

/// The variables of a feature of the configuration.
#[derive(Debug, Serialize)]
pub(crate) struct FeatureFacts {
    /// Its name.
    pub name: String,
    /// The number of operations that it enables.
    pub operations: usize,
}

/// The call that README and guide show.
#[derive(Debug, Serialize)]
pub(crate) struct CallFacts {
    /// The method of `Client` for its tag.
    pub accessor: String,
    /// The cargo feature of its tag.
    pub feature: String,
    /// The name of the method.
    pub method: String,
}

/// A credential for the examples.
#[derive(Debug, Serialize)]
pub(crate) struct CredentialFacts {
    /// The function that creates it.
    pub function: String,
    /// The arguments of the function.
    pub arguments: Vec<&'static str>,
    /// The environment variables that an example reads that from.
    pub variables: Vec<String>,
}

/// The credentials that most operations accept.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ProofFacts {
    /// Whether it logs in with client credentials.
    pub is_client: bool,
    /// Whether the client has an existing access token.
    pub is_token: bool,
    /// The other credentials.
    pub credentials: Vec<CredentialFacts>,
}

/// The variables of logins.
#[derive(Debug, Serialize)]
pub(crate) struct LoginFacts {
    /// The grants, by their names in a definition.
    pub grants: Vec<&'static str>,
    /// The page on which users log in.
    pub page: Option<String>,
    /// A few of the scopes.
    pub scopes: Vec<String>,
    /// Whether the definition says where tokens are requested.
    pub is_known: bool,
}

/// A stream for the examples.
#[derive(Debug, Serialize)]
pub(crate) struct StreamFacts {
    /// The method of `Client` for its tag.
    pub accessor: String,
    /// The name of the method.
    pub method: String,
    /// Whether the response can also be read without streaming.
    pub has_whole: bool,
}

/// The variables of webhooks.
#[derive(Debug, Serialize)]
pub(crate) struct WebhookFacts {
    /// Whether the definition says how they are signed.
    pub is_signed: bool,
}

/// A resource that is read, changed and written back.
#[derive(Debug, Serialize)]
pub(crate) struct ConversionFacts {
    /// The method of the client that leads to its API.
    pub accessor: String,
    /// The cargo feature of that.
    pub feature: String,
    /// The method that reads it.
    pub read: String,
    /// The method that writes it.
    pub write: String,
    /// Whether both take an id.
    pub has_id: bool,
    /// The model of requests.
    pub model: String,
    /// Whether the conversion may fail.
    pub is_fallible: bool,
}

/// A topic for the examples.
#[derive(Debug, Serialize)]
pub(crate) struct TopicFacts {
    /// The function that creates it.
    pub function: String,
    /// The values of its placeholders.
    pub arguments: Vec<String>,
    /// The cargo features that it needs.
    pub features: Vec<String>,
}

/// An example or test of the crate.
#[derive(Debug, Serialize)]
pub(crate) struct TargetFacts {
    /// The cargo target: `example` or `test`.
    pub kind: &'static str,
    /// The name of the target.
    pub name: String,
    /// The path in the crate.
    pub path: String,
    /// The features that it needs.
    pub features: Vec<String>,
}
