from django.db.models.signals import post_save
from django.dispatch import receiver

from districts.models import Coverage, District
from goals.models import Goal


@receiver(post_save, sender=Goal)
def cover_where_the_goal_applies(instance, raw, **kwargs):
    if not raw:
        Coverage.objects.follow_reach(Goal.objects.filter(pk=instance.pk), District.objects.all())


@receiver(post_save, sender=District)
def cover_the_place(instance, raw, **kwargs):
    if not raw:
        Coverage.objects.follow_reach(Goal.objects.all(), District.objects.filter(pk=instance.pk))
