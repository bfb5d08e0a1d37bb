using LlmPolicy.Clients.StandIn;

namespace LlmPolicy.Clients.Sdks;

/// <summary>A provider's SDK with the settings that it has by itself, but for address and key.</summary>
/// <param name="Name">Language and library.</param>
internal abstract record Sdk(string Name)
{
    // OpenAI's SDK for .NET shows a body of JSON alone; this one is in GetRawResponse().
    private const string Hidden = "Service request failed.\nStatus: 403 (Forbidden)\n";

    private const string NoWords = "Response status code does not indicate success: 403 (Forbidden).";

    private const string Anthropic = """{"type":"error","error":{"type":"permission_error","message":"Model: access denied"}}""";

    private static readonly FormedRefusals OfDotNetOpenAI =
        new("HTTP 403 (invalid_request_error: model.denied)\n\nModel: access denied", ErrorClasses.One("ClientResultException"), new Tries(4, 4, 4));

    private static readonly FormedRefusals OfOpenAI = new(
        "403 Model: access denied", new ErrorClasses("AuthenticationError", "PermissionDeniedError", "RateLimitError", "InternalServerError"), new Tries(3, 1, 3));

    private static readonly FormedRefusals OfAI = new("Model: access denied", new ErrorClasses("APICallError", "APICallError", "RetryError", "RetryError"), new Tries(3, 3, 3));

    /// <summary>The message of the error that the SDK's user gets where a model is refused, whole answer or stream.</summary>
    public required string Refused { get; init; }

    /// <summary>What the user gets where refusals have the form of the provider's errors.</summary>
    public required FormedRefusals Formed { get; init; }

    /// <summary>Whether the user reads what is wrong where the provider itself would say it.</summary>
    public bool ShowsWords { get; init; } = true;

    /// <summary>What the provider says of each answer.</summary>
    public UsedTokens Used { get; init; } = Said.Used;

    /// <summary>Whether the provider says it of a stream to this SDK, which has to ask for it in OpenAI's chat completions.</summary>
    public bool IsToldOfStreams { get; init; } = true;

    /// <summary>All that are tried.</summary>
    public static IReadOnlyList<Sdk> All { get; } =
    [
        new OpenAISdk { Refused = Hidden, Formed = OfDotNetOpenAI },
        new AzureOpenAISdk { Refused = Hidden, Formed = OfDotNetOpenAI },
        new AgentFrameworkSdk { Refused = Hidden, Formed = OfDotNetOpenAI },
        new AnthropicSdk
        {
            Refused = "Status Code: Forbidden\nModel: access denied",
            Formed = new(
                $"Status Code: Forbidden\n{Anthropic}",
                new ErrorClasses("AnthropicUnauthorizedException", "AnthropicForbiddenException", "AnthropicRateLimitException", "AnthropicServiceUnavailableException"),
                new Tries(3, 1, 3)),
        },
        new OllamaSdk
        {
            Refused = NoWords,
            Formed = new(NoWords, ErrorClasses.One("HttpRequestException"), new Tries(1, 1, 1)),
            ShowsWords = false,
            Used = Said.UsedWithoutCache,
        },
        new JavaScriptSdk("JavaScript openai", "openai.mjs") { Refused = "403 Model: access denied", Formed = OfOpenAI, IsToldOfStreams = false },
        new JavaScriptSdk("JavaScript openai, asking for usage", "openai.mjs", """{"stream_options":{"include_usage":true}}""")
        {
            Refused = "403 Model: access denied",
            Formed = OfOpenAI,
        },
        new JavaScriptSdk("JavaScript @anthropic-ai/sdk", "anthropic.mjs")
        {
            Refused = "403 Model: access denied",
            Formed = new($"403 {Anthropic}", new ErrorClasses("AuthenticationError", "PermissionDeniedError", "RateLimitError", "ServiceUnavailableError"), new Tries(3, 1, 3)),
        },
        new JavaScriptSdk("JavaScript @google/genai", "google-genai.mjs")
        {
            Refused = """{"error":{"message":"Model: access denied","code":403,"status":"Forbidden"}}""",
            Formed = new("""{"error":{"code":403,"message":"Model: access denied","status":"PERMISSION_DENIED"}}""", ErrorClasses.One("ApiError"), new Tries(1, 1, 1)),
        },
        new JavaScriptSdk("JavaScript ai, responses", "ai.mjs", "responses") { Refused = "Forbidden", Formed = OfAI },
        new JavaScriptSdk("JavaScript ai, chat", "ai.mjs", "chat") { Refused = "Forbidden", Formed = OfAI },
    ];

    /// <summary>Makes the calls, one after the other.</summary>
    public abstract Task<IReadOnlyList<Outcome>> CallAsync(params Call[] calls);
}

/// <param name="Address">The provider's, or the gateway's in its place.</param>
/// <param name="Key">The provider's key, or a token in its place.</param>
/// <param name="Model">The model.</param>
/// <param name="Streams">Whether a stream is asked for.</param>
internal sealed record Call(Uri Address, string Key, string Model, bool Streams);

/// <summary>What an app has of a call.</summary>
/// <param name="Text">The answer's text; empty where there is none.</param>
/// <param name="Pieces">What came one by one in a stream, the items without text too; zero for a whole answer.</param>
/// <param name="Usage">As the SDK tells it.</param>
/// <param name="Refusal">The error.</param>
internal sealed record Outcome(string Text, int Pieces, UsedTokens? Usage, Refusal? Refusal = null);

/// <summary>An error as the SDK shows it.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Error">The class of the error.</param>
/// <param name="Message">Its message.</param>
internal sealed record Refusal(int? Status, string Error, string Message);
