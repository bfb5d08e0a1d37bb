using System.CommandLine;
using LlmPolicy.Manifests;

namespace LlmPolicy.Tool.Input;

/// <summary>An option whose value is one of a few.</summary>
internal class ChoiceOption : Option<string?>
{
    /// <param name="name">The option.</param>
    /// <param name="alias">Its short form; empty for none.</param>
    /// <param name="choices">The values.</param>
    public ChoiceOption(string name, string alias, IReadOnlyCollection<string> choices)
        : base(name, alias.Length == 0 ? [] : [alias])
    {
        HelpName = string.Join('|', choices);
        CompletionSources.Add([.. choices]);
        Validators.Add(result =>
        {
            if (result.Tokens.Select(token => token.Value).FirstOrDefault(value => !choices.Contains(value)) is { } wrong)
            {
                string meant = NearestName.Of(wrong, choices) is { } near ? $" Did you mean '{near}'?" : "";
                result.AddError($"{name}: '{wrong}' is not one of {string.Join(", ", choices)}.{meant}");
            }
        });
    }
}
