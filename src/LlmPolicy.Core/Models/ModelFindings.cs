namespace LlmPolicy.Models;

/// <summary>What a body says of models, as it is read.</summary>
internal sealed class ModelFindings
{
    private readonly List<AskedModel> _further = [];

    /// <summary>The model that answers; null if none is named.</summary>
    public AskedModel? Model { get; private set; }

    /// <summary>Models that are named beside it.</summary>
    public IReadOnlyList<AskedModel> Further => _further;

    /// <summary>Where the body leads if it names no model.</summary>
    public UnnamedWays Ways { get; private set; }

    /// <summary>Where it leads even so.</summary>
    public UnnamedWays Overriding { get; private set; }

    /// <summary>Adds the model that answers. Two members may say it if they agree.</summary>
    public ModelResolution.Refused? Add(AskedModel model)
    {
        if (Model is { } first && first.Name != model.Name)
        {
            return ModelResolution.Refused.Ambiguous("Two members of the body name different models.");
        }

        Model = Model is null ? model : Model with { Places = [.. Model.Places, .. model.Places] };
        return null;
    }

    public void AddFurther(AskedModel model) => _further.Add(model);

    public void Add(BodyMember member)
    {
        Ways |= member.Way;
        Overriding |= member.Overrides ? member.Way : UnnamedWays.None;
    }
}
