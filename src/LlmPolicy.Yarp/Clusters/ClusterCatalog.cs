using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Configuration;

namespace LlmPolicy.Gateway;

/// <summary>The clusters of each generation.</summary>
internal sealed class ClusterCatalog
{
    private readonly ConditionalWeakTable<CompiledPolicy, FrozenDictionary<ResourceName, ClusterConfig>> _generations = [];

    public FrozenDictionary<ResourceName, ClusterConfig> Of(CompiledPolicy policy) =>
        _generations.GetValue(policy, static policy => policy.Upstreams.ToFrozenDictionary(upstream => upstream.Name, UpstreamCluster.Create));
}
