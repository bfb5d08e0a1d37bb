using System.CommandLine;

namespace LlmPolicy.Tool.Input;

/// <summary><c>TOKEN</c>: a JWT, a file that holds one (<c>@file</c>), or <c>-</c> for standard input.</summary>
internal sealed class TokenArgument : Argument<string>
{
    private const string Scheme = "Bearer ";

    public TokenArgument()
        : base("TOKEN") => Description = "The token; @FILE reads it from a file, - from standard input.";

    /// <summary>The token, without the <c>Bearer</c> of a copied header.</summary>
    public string Read(ParseResult parsed)
    {
        string token = TextValue.Read(parsed.GetRequiredValue(this), Terminal.Of(parsed)).Trim();
        return token.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? token[Scheme.Length..].Trim() : token;
    }
}
