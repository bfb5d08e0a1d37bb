using LlmPolicy.Options;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Facts;

/// <summary>
/// The tokens that are revoked (<see cref="LlmPolicyOptions.Revoked"/>), as the configuration has them by now. No generation: a manifest that does not load, or
/// another option that is wrong, must not keep a stolen token alive.
/// </summary>
internal sealed class Revocations : IDisposable
{
    private readonly IConfigureOptions<LlmPolicyOptions>[] _configured;
    private readonly List<IDisposable> _watches;
    private volatile RevokedTokens _current;

    public Revocations(IEnumerable<IConfigureOptions<LlmPolicyOptions>> configured)
    {
        _configured = [.. configured];
        _current = Read();
        _watches = [.. _configured.OfType<OptionsBinder>().Select(section => ChangeToken.OnChange(() => section.ReloadToken, () => _current = Read()))];
    }

    public RevokedTokens Current => _current;

    public void Dispose() => _watches.ForEach(watch => watch.Dispose());

    private RevokedTokens Read()
    {
        LlmPolicyOptions options = new();
        foreach (var configure in _configured)
        {
            configure.Configure(options);
        }

        return options.Revoked.Count == 0 ? RevokedTokens.None : new RevokedTokens(options.Revoked);
    }
}
