namespace LlmPolicy.Gateway;

/// <summary>A caller's token and the provider that trusts it.</summary>
internal static class CallerToken
{
    private static readonly SigningKey Key = SigningKey.Rsa();

    public static string Text { get; } = Key.Sign("""{"iss":"solo.io","sub":"caller"}""");

    /// <summary>A token with another <c>sub</c>.</summary>
    public static string For(string subject) => Key.Sign($$"""{"iss":"solo.io","sub":"{{subject}}"}""");

    /// <summary>A token with other claims, given as members of a JSON object.</summary>
    public static string With(string claims) => Key.Sign($$"""{"iss":"solo.io",{{claims}}}""");

    /// <summary><c>options.jwt</c> of a virtual host, on one line.</summary>
    public static string Provider { get; } =
        "{jwt: {providers: {selfminted: {issuer: solo.io, jwks: {local: {key: \"" + Key.PublicKey.ReplaceLineEndings("\\n") + "\"}}}}}}";
}
