using LlmPolicy.Limits;

namespace LlmPolicy.Keys;

/// <summary>Asks a source of the app's own in place of a server.</summary>
internal sealed class SourceKeyServer(NamedJwksSource named, TimeProvider time) : IKeyServer
{
    private readonly CallLimit _limit = new(time);

    /// <inheritdoc/>
    public string Place { get; } = $"source of {named.Provider}";

    /// <inheritdoc/>
    public async Task<KeyFetch> FetchAsync()
    {
        try
        {
            var document = await _limit.RunAsync(cancellation => named.Source.GetAsync(cancellation).AsTask()).ConfigureAwait(false);
            return document.Length <= KeyServer.LongestDocument
                ? new KeyFetch(document.ToArray(), null)
                : new KeyFetch(null, "its source gave more than 1 MiB");
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            return new KeyFetch(null, $"its source did not answer within {CallLimit.Longest.TotalSeconds} s");
        }
        catch (Exception e)
        {
            // The texts of others may hold what a server sent.
            return new KeyFetch(null, $"its source failed ({e.GetBaseException().GetType().Name})");
        }
    }
}
