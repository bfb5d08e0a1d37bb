namespace LlmPolicy.Benchmarks.Gateway.Load;

/// <summary>Sends the lab's request again and again on kept connections.</summary>
internal interface ILoad
{
    /// <summary>Its name, for the report.</summary>
    string Name { get; }

    /// <summary>Drives a gateway.</summary>
    /// <param name="gateway">The gateway's address.</param>
    /// <param name="tokens">The tokens, from <see cref="Tokens.Next"/> on.</param>
    /// <param name="connections">The number of connections.</param>
    /// <param name="duration">How long.</param>
    Task<LoadResult> RunAsync(Uri gateway, Tokens tokens, int connections, TimeSpan duration);
}
