namespace LlmPolicy.Tests;

/// <summary>Throw-away keys, made once a run.</summary>
internal static class Keys
{
    private static readonly Dictionary<string, Lazy<SigningKey>> ByAlgorithm = new[] { "256", "384", "512" }
        .SelectMany(bits => new (string Algorithm, Func<string, SigningKey> Create)[]
        {
            ("RS" + bits, a => SigningKey.Rsa(a)), ("PS" + bits, a => SigningKey.Rsa(a)), ("ES" + bits, SigningKey.Ec), ("HS" + bits, a => SigningKey.Hmac(a)),
        })
        .ToDictionary(k => k.Algorithm, k => new Lazy<SigningKey>(() => k.Create(k.Algorithm)));

    public static IEnumerable<string> Algorithms => ByAlgorithm.Keys;

    public static SigningKey Rsa => Of("RS256");

    public static SigningKey Ec => Of("ES256");

    public static SigningKey Hmac => Of("HS256");

    public static SigningKey Of(string algorithm) => ByAlgorithm[algorithm].Value;
}
