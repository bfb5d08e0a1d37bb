namespace LlmPolicy.Clients.Sdks;

/// <summary>What an SDK makes of refusals in the form of its provider's errors.</summary>
/// <param name="Denied">The message of the error of a model that is not allowed.</param>
/// <param name="Errors">The classes of the errors.</param>
/// <param name="Tries">How often it asks.</param>
internal sealed record FormedRefusals(string Denied, ErrorClasses Errors, Tries Tries);

/// <param name="Unauthorized">Of a 401.</param>
/// <param name="Forbidden">Of a 403.</param>
/// <param name="Limited">Of a 429.</param>
/// <param name="Unavailable">Of a 503.</param>
internal sealed record ErrorClasses(string Unauthorized, string Forbidden, string Limited, string Unavailable)
{
    public static ErrorClasses One(string name) => new(name, name, name, name);
}

/// <param name="Later">At a 429 with <c>Retry-After: 1</c>.</param>
/// <param name="Never">At a 429 with <c>x-should-retry: false</c>, and without <c>Retry-After</c>.</param>
/// <param name="Unavailable">At a 503 with neither.</param>
internal sealed record Tries(int Later, int Never, int Unavailable);
