namespace LlmPolicy;

/// <summary>A host that has to be ready for a policy before requests are decided by it. Registered as a service; a gateway's upstreams are made ready by one.</summary>
public interface IPolicyHost
{
    /// <summary>Makes ready for the next policy. The one in force stays in force until all hosts are ready, and for good if one throws.</summary>
    /// <param name="next">The next policy.</param>
    /// <param name="cancellationToken">The app stops.</param>
    Task PrepareAsync(CompiledPolicy next, CancellationToken cancellationToken);
}
