using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary>A place where a provider's tokens are looked for.</summary>
internal interface ITokenLocation
{
    /// <summary>Adds every token there is at this place.</summary>
    void Find(Exchange exchange, List<FoundToken> tokens);

    /// <summary>The place alone: two of the same find the same tokens.</summary>
    string Place { get; }

    /// <summary>The manifest's line that names the place.</summary>
    SourcePosition Origin { get; }

    /// <summary>Takes the place off the request, before it goes upstream.</summary>
    void Strip(Exchange exchange);
}
