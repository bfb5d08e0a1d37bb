namespace LlmPolicy.Keys;

/// <summary>Whoever has the key set of a <c>jwks.remote</c>.</summary>
internal interface IKeyServer
{
    /// <summary>What is asked for and where: the same for the same answer.</summary>
    string Place { get; }

    /// <summary>Asks once, and waits for <see cref="KeyServer.Limit"/> at most. Does not throw.</summary>
    Task<KeyFetch> FetchAsync();
}
