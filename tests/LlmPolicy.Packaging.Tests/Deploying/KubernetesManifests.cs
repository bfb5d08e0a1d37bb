using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Packaging.Deploying;

/// <summary>The manifests of a project of the template, read by Kubernetes' client, to which a field that Kubernetes does not know is an error.</summary>
internal sealed class KubernetesManifests
{
    private readonly IReadOnlyList<object> _objects;

    public KubernetesManifests(string project)
    {
        using StreamReader text = new(Path.Combine(project, "kustomization.yaml"));
        YamlStream yaml = [];
        yaml.Load(text);
        var kustomization = (YamlMappingNode)yaml.Documents.Single().RootNode;
        Resources = Texts(kustomization["resources"]);
        var policies = (YamlMappingNode)((YamlSequenceNode)kustomization["configMapGenerator"]).Single();
        PolicyMap = ((YamlScalarNode)policies["name"]).Value!;
        PolicyFiles = Texts(policies["files"]);
        _objects = [.. Resources.SelectMany(file => Read(File.ReadAllText(Path.Combine(project, file))))];
    }

    /// <summary>The files of the kustomization.</summary>
    public IReadOnlyList<string> Resources { get; }

    /// <summary>The ConfigMap with the policy, and its files.</summary>
    public string PolicyMap { get; }

    /// <inheritdoc cref="PolicyMap"/>
    public IReadOnlyList<string> PolicyFiles { get; }

    public V1PodTemplateSpec Template => Get<V1Deployment>().Spec.Template;

    public V1PodSpec Pod => Template.Spec;

    public V1Container Container => Pod.Containers.ShouldHaveSingleItem();

    public IReadOnlyList<V1Probe> Probes => [Container.StartupProbe, Container.LivenessProbe, Container.ReadinessProbe];

    public T Get<T>() => _objects.OfType<T>().ShouldHaveSingleItem();

    public static IReadOnlyList<object> Read(string yaml) => KubernetesYaml.LoadAllFromString(yaml, strict: true);

    private static string[] Texts(YamlNode list) => [.. ((YamlSequenceNode)list).Select(item => ((YamlScalarNode)item).Value!)];
}
