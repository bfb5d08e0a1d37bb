using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Options;

/// <summary>The options, made anew after the configuration has changed.</summary>
internal sealed class CurrentOptions(IOptionsFactory<LlmPolicyOptions> factory, IEnumerable<IConfigureOptions<LlmPolicyOptions>> configured)
{
    private readonly OptionsBinder[] _sections = [.. configured.OfType<OptionsBinder>()];
    private IChangeToken[] _tokens = [];
    private LlmPolicyOptions? _options;

    /// <summary>The options as they are now: the same object as long as nothing changed. If a change is not valid, this throws once and stays with the former ones.</summary>
    /// <exception cref="OptionsValidationException">They are not valid.</exception>
    public LlmPolicyOptions Read()
    {
        if (_options is null || _tokens.Any(token => token.HasChanged))
        {
            _tokens = [.. _sections.Select(section => section.ReloadToken)];
            _options = factory.Create(Microsoft.Extensions.Options.Options.DefaultName);
        }

        return _options;
    }
}
