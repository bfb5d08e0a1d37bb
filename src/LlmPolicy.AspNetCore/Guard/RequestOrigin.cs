namespace LlmPolicy.Guard;

/// <summary>Where a request was sent to, as the app sees it: forwarded headers may change it between the decision and the guard.</summary>
internal readonly record struct RequestOrigin(string Scheme, string Authority);
