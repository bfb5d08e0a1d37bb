namespace LlmPolicy.Refusals;

/// <summary>A refusal in the form of a provider's errors.</summary>
/// <param name="Text">The body, JSON. Chars are bytes, as in <see cref="PolicyResponse.Body"/>.</param>
/// <param name="Headers">What the form has in headers: <c>content-type</c>, and whatever its client looks for beside it.</param>
internal sealed record ProviderErrorBody(string Text, IReadOnlyList<HeaderField> Headers)
{
    /// <summary>The answer with this body, and other headers; where one has a name of the form's own, it is left out.</summary>
    public PolicyResponse ToResponse(int statusCode, IReadOnlyList<HeaderField> headers) =>
        new(statusCode, Text, [.. headers.Where(header => !Headers.Any(own => own.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase))), .. Headers]);
}
