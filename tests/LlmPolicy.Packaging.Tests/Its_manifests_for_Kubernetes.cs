using k8s.Models;
using LlmPolicy.Packaging.Deploying;
using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

/// <summary>The template's, held against each other, against the Dockerfile and against what the app knows. There is no cluster.</summary>
[Collection(nameof(CreatedGateway))]
public sealed class Its_manifests_for_Kubernetes(CreatedGateway gateway)
{
    private readonly KubernetesManifests _manifests = new(gateway.Project);

    [Fact]
    public void Are_all_in_the_kustomization_and_so_are_all_files_of_the_policy()
    {
        _manifests.Resources.ShouldBe(Files("kubernetes"), ignoreOrder: true);
        _manifests.PolicyFiles.ShouldBe(Files("policies"), ignoreOrder: true);
    }

    [Fact]
    public void Are_what_kubectl_makes_of_the_kustomization()
    {
        Assert.SkipUnless(Tools.Have("kubectl"), "There is no kubectl here: the kustomization is not rendered.");
        using var kubectl = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("kubectl", ["kustomize", gateway.Project]) { RedirectStandardOutput = true })!;

        var rendered = KubernetesManifests.Read(kubectl.StandardOutput.ReadToEnd());

        rendered.Count.ShouldBe(_manifests.Resources.Count + 1);
        var map = rendered.OfType<V1ConfigMap>().ShouldHaveSingleItem();
        map.Metadata.Name.ShouldBe(_manifests.PolicyMap);
        map.Data.ShouldBe(_manifests.PolicyFiles.ToDictionary(file => Path.GetFileName(file)!, file => File.ReadAllText(Path.Combine(gateway.Project, file))), ignoreOrder: true);
        rendered.OfType<V1Deployment>().Single().Spec.Template.Spec.Containers.Single().Image.ShouldStartWith("registry.example/gateway:");
    }

    [Fact]
    public void Take_every_right_from_the_pod_that_the_restricted_standard_takes()
    {
        var pod = _manifests.Pod;
        pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
        pod.AutomountServiceAccountToken.ShouldBe(false);
        var container = _manifests.Container.SecurityContext;
        container.ReadOnlyRootFilesystem.ShouldBe(true);
        container.AllowPrivilegeEscalation.ShouldBe(false);
        container.Capabilities.Drop.ShouldBe(["ALL"]);
        container.Capabilities.Add.ShouldBeNull();
    }

    [Fact]
    public void Say_the_same_port_from_the_service_to_the_image()
    {
        var port = _manifests.Container.Ports.ShouldHaveSingleItem();
        port.ContainerPort.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(gateway.Dockerfile.Last("EXPOSE"));
        _manifests.Get<V1Service>().Spec.Ports.ShouldHaveSingleItem().TargetPort.Value.ShouldBe(port.Name);
        _manifests.Get<V1NetworkPolicy>().Spec.Ingress.ShouldHaveSingleItem().Ports.ShouldHaveSingleItem().Port.Value.ShouldBe(port.Name);
        _manifests.Probes.ShouldAllBe(probe => probe.HttpGet.Port.Value == port.Name);
    }

    [Fact]
    public void Select_the_pods_of_the_deployment()
    {
        var labels = _manifests.Template.Metadata.Labels;
        _manifests.Get<V1Deployment>().Spec.Selector.MatchLabels.ShouldBe(labels);
        _manifests.Get<V1Service>().Spec.Selector.ShouldBe(labels);
        _manifests.Get<V1PodDisruptionBudget>().Spec.Selector.MatchLabels.ShouldBe(labels);
        _manifests.Get<V1NetworkPolicy>().Spec.PodSelector.MatchLabels.ShouldBe(labels);
        _manifests.Pod.TopologySpreadConstraints.ShouldHaveSingleItem().LabelSelector.MatchLabels.ShouldBe(labels);
    }

    [Fact]
    public void Leave_one_pod_where_a_node_goes_and_start_the_next_before_one_stops()
    {
        var deployment = _manifests.Get<V1Deployment>().Spec;
        int kept = int.Parse(_manifests.Get<V1PodDisruptionBudget>().Spec.MinAvailable.Value, System.Globalization.CultureInfo.InvariantCulture);
        kept.ShouldBeGreaterThan(0);
        deployment.Replicas!.Value.ShouldBeGreaterThan(kept);
        deployment.Strategy.RollingUpdate.MaxUnavailable.Value.ShouldBe("0");
    }

    [Fact]
    public void Give_a_pod_the_time_to_stop_that_it_takes()
    {
        long waits = _manifests.Container.Lifecycle.PreStop.Sleep.Seconds;
        long streams = long.Parse(_manifests.Container.Env.Single(variable => variable.Name == "DOTNET_shutdownTimeoutSeconds").Value, System.Globalization.CultureInfo.InvariantCulture);
        _manifests.Pod.TerminationGracePeriodSeconds!.Value.ShouldBeGreaterThan(waits + streams);
    }

    [Fact]
    public void Mount_read_only_what_the_app_is_told_to_read()
    {
        var container = _manifests.Container;
        container.VolumeMounts.ShouldAllBe(mount => mount.ReadOnlyProperty == true);
        container.VolumeMounts.Select(mount => mount.MountPath)
            .ShouldBe(container.Env.Where(variable => variable.Name.StartsWith("LlmPolicy__", StringComparison.Ordinal)).Select(variable => variable.Value), ignoreOrder: true);
        container.VolumeMounts.Select(mount => mount.Name).ShouldBe(_manifests.Pod.Volumes.Select(volume => volume.Name), ignoreOrder: true);
        _manifests.Pod.Volumes.Single(volume => volume.ConfigMap is not null).ConfigMap.Name.ShouldBe(_manifests.PolicyMap);
        _manifests.Pod.Volumes.Single(volume => volume.Secret is not null).Secret.DefaultMode.ShouldBe(0b100_100_000);
    }

    private IEnumerable<string> Files(string folder) => Directory.GetFiles(Path.Combine(gateway.Project, folder)).Select(file => $"{folder}/{Path.GetFileName(file)}");
}
