#include "qemu/osdep.h"

#include "qemu/notify.h"

void notifier_list_add(NotifierList *list, Notifier *notifier) {
    notifier->next = list->first;
    notifier->link = &list->first;
    if (notifier->next != NULL) notifier->next->link = &notifier->next;
    list->first = notifier;
}

void notifier_remove(Notifier *notifier) {
    *notifier->link = notifier->next;
    if (notifier->next != NULL) notifier->next->link = notifier->link;
}

void notifier_list_notify(NotifierList *list, void *data) {
    for (Notifier *at = list->first; at != NULL; at = at->next) at->notify(at, data);
}
